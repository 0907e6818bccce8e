/**
 * CloudWatch alarms: what they watch, when they change, whom they tell. {@link
 * homeport.cloud.cloudwatch.alarm.Verdict} decides and is pure; {@link
 * homeport.cloud.cloudwatch.alarm.Watch} looks at the time; what changes is on disk, with its
 * history and what is to be told, before anybody is told.
 */
package homeport.cloud.cloudwatch.alarm;
