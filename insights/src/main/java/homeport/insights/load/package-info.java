/**
 * The words for what was sampled, and how it is read: keys, chunks of columns, statements. Records
 * and interfaces only, for whoever asks questions about load. An active session at one tick counts
 * one; DB load of a period is what its ticks counted, divided by how many ticks there were.
 */
package homeport.insights.load;
