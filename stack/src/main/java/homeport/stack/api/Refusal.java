package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.stack.record.StackRecord;

/** Errors as CloudFormation words them; clients look for these texts. */
final class Refusal {
    private Refusal() {}

    static AwsException invalid(String text, Object... values) {
        return new AwsException("ValidationError", text.formatted(values));
    }

    static AwsException noStackWithId(String name) {
        return invalid("Stack with id %s does not exist", name);
    }

    static AwsException noStack(String name) {
        return invalid("Stack [%s] does not exist", name);
    }

    static AwsException notUpdatable(StackRecord stack) {
        return invalid(
                "Stack:%s is in %s state and can not be updated.", stack.id(), stack.status());
    }

    static AwsException noChangeSet(String name) {
        return new AwsException(
                "ChangeSetNotFoundException", "ChangeSet [%s] does not exist".formatted(name));
    }

    static AwsException unsupported(String what) {
        return invalid("Homeport does not support %s.", what);
    }
}
