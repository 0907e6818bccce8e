/**
 * EC2's networks as records: VPCs, subnets, security groups and what is described around them. No
 * packet is filtered here; who enforces a rule asks {@link homeport.cloud.ec2.Networks}. Source:
 * EC2 API reference and its "Error codes".
 */
package homeport.cloud.ec2;
