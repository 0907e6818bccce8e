/**
 * SQS: standard queues that can be sent to and read. What queues are is in the store of records;
 * their messages are in a store of their own.
 */
package homeport.cloud.sqs;
