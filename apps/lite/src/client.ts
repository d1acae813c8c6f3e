process.stderr.write('The client is not here yet.\n');
