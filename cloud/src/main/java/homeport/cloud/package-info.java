/**
 * The neighbouring AWS services that RDS leans on, one package each. Their state is in the store;
 * every change is one compare-and-set commit, so nothing is ever half done.
 */
package homeport.cloud;
