/**
 * Numbers by time: statistic sets of named series, kept at resolutions that coarsen with age. A
 * file of its own, apart from the store: it may lose its last seconds and nothing else may depend
 * on it.
 */
package homeport.store.series;
