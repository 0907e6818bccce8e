package homeport.cloud.cloudwatch.alarm;

/** Of an alarm, named as the API names them. */
enum State {
    OK,
    ALARM,
    INSUFFICIENT_DATA
}
