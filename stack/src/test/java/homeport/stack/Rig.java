package homeport.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Permission;
import homeport.stack.engine.Pace;
import homeport.stack.record.Sealer;
import homeport.stack.type.Api;
import homeport.store.MemoryStore;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;

/** CloudFormation over a world of things, and how tests ask it. */
public final class Rig implements AutoCloseable {
    public static final String ACCOUNT = "000000000000";
    private static final Pace QUICK =
            new Pace(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(20));

    public final World world;
    private final Stacks stacks;

    public Rig() {
        this(new World(), new MemoryStore());
    }

    /** A run over what an earlier one left. */
    public Rig(World world, Store store) {
        this(world, store, Instant::now);
    }

    /** The same, at another time. */
    public Rig(World world, Store store, InstantSource clock) {
        this.world = world;
        this.stacks =
                new Stacks(
                        new Stacks.Around(
                                store,
                                new Mirror(),
                                world.types(),
                                new Anybody(),
                                (call, url) -> {
                                    throw new AwsException("ValidationError", "no " + url);
                                },
                                clock,
                                QUICK));
        stacks.start();
    }

    /** Not secret, but it notices when a value is unsealed as another than it was sealed as. */
    private static final class Mirror implements Sealer {
        @Override
        public byte[] seal(byte[] plain, String context) {
            String body = Base64.getEncoder().encodeToString(plain);
            return (context + "|" + body).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] unseal(byte[] sealed, String context) {
            String text = new String(sealed, StandardCharsets.UTF_8);
            if (!text.startsWith(context + "|")) throw new IllegalStateException(context);
            return Base64.getDecoder().decode(text.substring(context.length() + 1));
        }
    }

    private final class Anybody implements Deployers {
        @Override
        public String principal(Call call, Optional<String> roleArn) {
            return roleArn.orElse(call.caller().arn());
        }

        @Override
        public Api api(String principal, String region) {
            return world.api();
        }
    }

    /** What whoever calls may do. */
    public Permission permission = Permission.ALL;

    /** The action is named by the request's class. */
    public <O> O call(Class<O> answer, SdkPojo request) {
        var root = new Call.Caller("AKIDEXAMPLE", "arn:aws:iam::" + ACCOUNT + ":root", ACCOUNT);
        Call call = new Call("us-east-1", ACCOUNT, root, "a-request", Instant.now(), permission);
        String name = request.getClass().getSimpleName().replaceFirst("Request$", "");
        var action = stacks.service().actions().get(name);
        return answer.cast(action.handler().handle(call, request));
    }

    public static void refused(String code, String sentence, ThrowingCallable call) {
        var refusal = catchThrowableOfType(AwsException.class, call);
        assertThat(refusal).as("refused with " + code).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.getMessage()).contains(sentence);
    }

    public String create(String name, String template) {
        return call(
                        CreateStackResponse.class,
                        CreateStackRequest.builder()
                                .stackName(name)
                                .templateBody(template)
                                .clientRequestToken("create-" + name)
                                .build())
                .stackId();
    }

    public void update(String name, String template) {
        call(
                Object.class,
                UpdateStackRequest.builder().stackName(name).templateBody(template).build());
    }

    public void delete(String name) {
        call(Object.class, DeleteStackRequest.builder().stackName(name).build());
    }

    public Stack stack(String nameOrArn) {
        return call(
                        DescribeStacksResponse.class,
                        DescribeStacksRequest.builder().stackName(nameOrArn).build())
                .stacks()
                .getFirst();
    }

    /** Waits until nothing is done with it any more, and says how it stands. */
    public String settled(String nameOrArn) {
        return eventually(
                nameOrArn + " settles",
                () ->
                        Optional.of(stack(nameOrArn).stackStatusAsString())
                                .filter(status -> !status.endsWith("_IN_PROGRESS")));
    }

    /** Waits for a line of {@link #told}. */
    public void awaitTold(String nameOrArn, String line) {
        eventually(line, () -> told(nameOrArn).stream().filter(line::equals).findFirst());
    }

    private static <T> T eventually(String what, Supplier<Optional<T>> answer) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            Optional<T> got = answer.get();
            if (got.isPresent()) return got.get();
            if (System.nanoTime() > deadline) throw new AssertionError("not within 60 s: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    public Map<String, String> outputs(String name) {
        return stack(name).outputs().stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    /** Statuses by logical id. */
    public Map<String, String> resources(String nameOrArn) {
        return call(
                        DescribeStackResourcesResponse.class,
                        DescribeStackResourcesRequest.builder().stackName(nameOrArn).build())
                .stackResources()
                .stream()
                .collect(
                        Collectors.toMap(
                                one -> one.logicalResourceId(),
                                one -> one.resourceStatusAsString()));
    }

    /** The oldest first. */
    public List<StackEvent> events(String nameOrArn) {
        return call(
                        DescribeStackEventsResponse.class,
                        DescribeStackEventsRequest.builder().stackName(nameOrArn).build())
                .stackEvents()
                .reversed();
    }

    /** As lines: logical id, status, reason. */
    public List<String> told(String nameOrArn) {
        return events(nameOrArn).stream()
                .map(one ->
                        one.logicalResourceId()
                                + " "
                                + one.resourceStatusAsString()
                                + (one.resourceStatusReason() == null
                                        ? ""
                                        : ": " + one.resourceStatusReason()))
                .toList();
    }

    @Override
    public void close() {
        stacks.close();
    }
}
