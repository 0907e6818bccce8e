/**
 * Multi-AZ DB clusters: their API actions. A cluster is recorded, reconciled and led as an instance
 * of three nodes is (see {@code instance.Cluster}); what differs is what users call things.
 */
package homeport.control.cluster;
