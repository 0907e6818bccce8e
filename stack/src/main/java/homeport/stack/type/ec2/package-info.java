/** {@code AWS::EC2::*}. */
package homeport.stack.type.ec2;
