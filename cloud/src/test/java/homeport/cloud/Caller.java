package homeport.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Permission;
import homeport.aws.Service;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkPojo;

/** Calls a service's actions as the wire does, at a time of the test's choosing. */
public final class Caller {
    public static final String ACCOUNT = "000000000000";
    public static final String REGION = "us-east-1";

    private final Service service;
    public Instant now = Instant.parse("2026-11-24T10:00:00Z");

    public Caller(Service service) {
        this.service = service;
    }

    public Call in(String region) {
        var root = new Call.Caller("AKIDEXAMPLE", "arn:aws:iam::" + ACCOUNT + ":root", ACCOUNT);
        return new Call(region, ACCOUNT, root, "a-request", now, Permission.ALL);
    }

    public <O> O call(Class<O> answer, SdkPojo request) {
        return call(REGION, answer, request);
    }

    /** The action is named by the request's class. */
    public <O> O call(String region, Class<O> answer, SdkPojo request) {
        String name = request.getClass().getSimpleName().replaceFirst("Request$", "");
        return answer.cast(service.actions().get(name).handler().handle(in(region), request));
    }

    public static void refused(String code, String sentence, ThrowingCallable call) {
        var refusal = catchThrowableOfType(AwsException.class, call);
        assertThat(refusal).as("refused with " + code).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.getMessage()).contains(sentence);
    }
}
