/**
 * DB parameter groups: what users want of the engine's settings, checked against what the engine
 * itself says of them, and the values that a node is then given. A path reads: {@link
 * homeport.control.parameter.ParameterGroups} (the API) → {@code ParameterChange} (the rules) →
 * {@code ParameterGroup} (the record) → {@link homeport.control.parameter.Resolved} (for the node).
 */
package homeport.control.parameter;
