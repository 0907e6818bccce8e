/** Stacks on record: what they are, what they want to be, and how far they have come. */
package homeport.stack.record;
