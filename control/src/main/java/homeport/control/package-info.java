/**
 * The RDS service: what should be (records in the store, changed by API actions) and what makes it
 * so (reconcilers over engines). A path of an API action reads: service → record → reconciler →
 * node.
 */
package homeport.control;
