/**
 * CloudFormation: stacks of resources, made from templates by the services that users call
 * themselves. It knows those services only by their names and the model's members.
 */
package homeport.stack;
