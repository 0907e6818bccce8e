/** Who waits for whom: from one reading of pg_locks to a tree. Pure, but for what reads. */
package homeport.insights.lock;
