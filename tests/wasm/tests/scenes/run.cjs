// Plays a scene: node run.cjs GLUE SCENE SERVER. The facts go to the standard output.
const [glue, scene, server] = process.argv.slice(2);

globalThis.stage = {
  scene,
  server,
  done: (facts) => console.log(facts),
  failed: (panic) => {
    console.error(panic);
    process.exitCode = 1;
  },
};

// Says what is still awaited when the process should have ended long ago: limits of calls are a minute.
setTimeout(() => {
  console.error(`not over after half a minute: ${process.getActiveResourcesInfo()}`);
  process.exit(2);
}, 30_000).unref();

require(glue);
