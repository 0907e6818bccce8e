/**
 * Homeport as its users have it: a service in a process of its own on a data folder of its own,
 * asked through the AWS SDK and a PostgreSQL driver. What the demo, the drills, the benchmarks and
 * the black-box tests stand on.
 */
package homeport.server.stage;
