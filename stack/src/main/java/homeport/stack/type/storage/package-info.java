/**
 * {@code AWS::S3::*}, {@code AWS::SSM::*} and {@code AWS::ECR::*}: what deployment tools keep
 * things in.
 */
package homeport.stack.type.storage;
