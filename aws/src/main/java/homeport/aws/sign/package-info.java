/** Signature version 4, verified: in headers and in presigned query strings. */
package homeport.aws.sign;
