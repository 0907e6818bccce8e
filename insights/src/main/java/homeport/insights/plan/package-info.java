/**
 * How the server carries out the statements that make most of the load: asked by EXPLAIN, of few at
 * a time, which runs nothing. {@code Explainable}, {@code Shape} and {@code Candidates} decide;
 * {@code Plans} asks.
 */
package homeport.insights.plan;
