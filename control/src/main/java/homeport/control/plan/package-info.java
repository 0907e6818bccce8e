/**
 * Decisions about an instance, pure: records and a time in, one answer out. No clock, no I/O, no
 * log; a table test is the manual.
 */
package homeport.control.plan;
