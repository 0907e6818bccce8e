/** DB snapshots: copies of an instance's data that outlive it. */
package homeport.control.snapshot;
