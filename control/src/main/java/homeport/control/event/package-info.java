/**
 * What happened to a resource, in AWS's words: recorded with the change itself, kept for 14 days.
 */
package homeport.control.event;
