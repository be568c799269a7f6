// Plays a scene: node run.cjs GLUE SCENE SERVER. The facts go to the standard output, with the number of timers that were set.
const [glue, scene, server] = process.argv.slice(2);

const original = setTimeout;
let timers = 0;
globalThis.setTimeout = (...given) => {
  timers += 1;
  return original(...given);
};

globalThis.stage = {
  scene,
  server,
  done: (facts) => {
    console.log(`{"facts": ${facts}, "timers": ${timers}}`);
    // By itself the process ends when nothing is awaited any more. Limits of calls are a minute.
    original(() => {
      console.error(`there is something left: ${process.getActiveResourcesInfo()}`);
      process.exit(2);
    }, 20_000).unref();
  },
  failed: (panic) => {
    console.error(panic);
    process.exitCode = 1;
  },
};

require(glue);
