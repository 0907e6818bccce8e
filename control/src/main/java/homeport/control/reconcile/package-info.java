/**
 * What makes things as they should be: one virtual thread for each instance looks, asks {@code
 * plan} for the next step, carries it out and notes what is. A crash at any point is a restart of
 * this loop.
 */
package homeport.control.reconcile;
