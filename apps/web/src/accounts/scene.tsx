import { Pennant } from '../look/pennant.tsx';

const PEOPLE = [
  { id: 'scene-1', name: 'Omar', hue: 64, lines: [88, 62] },
  { id: 'scene-2', name: 'Mei Chen', hue: 328, lines: [46] },
  { id: 'scene-6', name: 'Grace Hopper', hue: 250, lines: [74, 92, 30] },
  { id: 'scene-4', name: 'Ravi P', hue: 150, lines: [58] },
  { id: 'scene-9', name: 'Ada Lovelace', hue: 20, lines: [80, 40] },
] as const;

/** A conversation without words: flags, spines and lines. It says nothing, and screen readers pass it by. */
export function Scene() {
  return (
    <div className="scene" aria-hidden="true">
      {PEOPLE.map(({ id, name, hue, lines }) => (
        <div className="scene-row" key={id}>
          <Pennant id={id} name={name} hue={hue} />
          <svg
            className="scene-words"
            aria-hidden="true"
            viewBox={`0 0 100 ${lines.length * 9 + 1}`}
            focusable="false"
          >
            <rect
              x="0"
              y="0"
              width="0.9"
              height={lines.length * 9}
              rx="0.4"
              fill={`oklch(0.62 0.09 ${hue})`}
            />
            {lines.map((width, line) => (
              <rect
                key={width}
                className="scene-line"
                x="4"
                y={2 + line * 9}
                width={width * 0.9}
                height="4.4"
                rx="2.2"
              />
            ))}
          </svg>
        </div>
      ))}
    </div>
  );
}
