/** Requests of each wire into the SDK's classes, and the SDK's classes into answers. */
package homeport.aws.codec;
