/**
 * The AWS wires: query, ec2, json 1.0, json 1.1 and rpc-v2-cbor, signatures, errors, limits. Knows
 * the shape of every service from the published model and the rules of none.
 */
package homeport.aws;
