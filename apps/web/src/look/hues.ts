// Made by build-hues.mjs: chroma in thousandths is the code of the letter at the hue's place.
export const CHROMA = {
  light:
    '}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}{ywvtsqponlkjihhgfeddccbaaa``____^^^^^^^]]^^^^^^^____``aabbccdeefghijklmnoprsuvxy{}}}}}}}}}}}}}}}}}}}}{yvsqomkihfdcb`_^]\\[ZYXWVUUTTSRRQQQPPOOOONNNNNNNNNNNNNNNNOOOOPPPQQRRSSTTUVWWXYZ[\\]_`abdegikmoqsvx{}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}',
  dark: 'ssssssssssssssssssrrrrrrrrrrrrrsssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssrqponmmlkjjihhggfffeeeddddddddddddddddeeefffgghhijjklmnnopqsssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss',
  field:
    'UUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUTTTSSSRRRRRQQQQQQQQQQRRRRRSSSTTTUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUTSQPPONMLLKJJIIHHGGFFFEEEEDDDDDDDDCCCDDDDDDDDEEEEFFGGGHHIIJKKLMMNOPQRSTUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUU',
  second:
    'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddcbaa`_^^]]\\\\[[ZZZYYYYXXXXXXXXXXXXXYYYYZZZ[[\\\\]^^_``abcddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',
} as const;
