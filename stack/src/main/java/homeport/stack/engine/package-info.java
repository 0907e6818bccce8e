/** Carries the operations on stacks on, one worker each, from whatever is on record to the end. */
package homeport.stack.engine;
