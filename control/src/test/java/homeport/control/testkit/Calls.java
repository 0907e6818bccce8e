package homeport.control.testkit;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls handlers as the wire would, and reads their errors. */
public final class Calls {
    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "000000000000";
    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private Calls() {}

    public static Call at(Instant now) {
        String root = "arn:aws:iam::" + ACCOUNT + ":root";
        return new Call(REGION, ACCOUNT, new Call.Caller("AKIATEST", root, ACCOUNT), "r-1", now);
    }

    /** Through the registered handler, at {@link #NOW}. */
    public static <O> O call(Service service, String action, Object request, Class<O> reply) {
        return call(service, NOW, action, request, reply);
    }

    public static <O> O call(
            Service service, Instant now, String action, Object request, Class<O> reply) {
        Service.Action registered = service.actions().get(action);
        if (registered == null) throw new IllegalStateException("no handler for " + action);
        return reply.cast(registered.handler().handle(at(now), request));
    }

    public static String arn(String kind, String id) {
        return "arn:aws:rds:" + REGION + ":" + ACCOUNT + ":" + kind + ":" + id;
    }

    /** {@code code: message} of the error; fails when there is none. */
    public static String error(ThrowingCallable body) {
        AwsException thrown = Assertions.catchThrowableOfType(AwsException.class, body);
        Assertions.assertThat(thrown).as("an AWS error").isNotNull();
        return thrown.code() + ": " + thrown.getMessage();
    }
}
