package homeport.cloud.sns.delivery;

/** What became of one attempt. */
sealed interface Outcome {
    record Delivered() implements Outcome {}

    /** Perhaps later. */
    record Failed(String why) implements Outcome {}

    /** Never: it need not be tried again. */
    record Rejected(String why) implements Outcome {}
}
