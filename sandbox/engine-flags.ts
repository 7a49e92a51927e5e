/**
 * How Node runs a process that re-encrypts, as the scripts of package.json do. V8's threads for garbage would take a tenth of
 * the speed beside a database on two cores, and its young generation of 16 MB another 75 MB of memory.
 */
export const ENGINE_FLAGS = ["--single-threaded-gc", "--max-semi-space-size=2", "--conditions=react-server"];
