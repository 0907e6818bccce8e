package homeport.aws;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One AWS service: its name in the credential scope and the actions that work here. An action of
 * the model that was not registered is answered as not supported. Register at start-up from one
 * thread, then only read.
 */
public final class Service {
    private final String model;
    private final Map<String, Action> actions = new TreeMap<>();

    /**
     * @param model the model's name: {@code rds}, {@code ec2}, {@code sts}, {@code secretsmanager}
     *     …
     */
    public Service(String model) {
        this.model = model;
    }

    /**
     * @param name the action on the wire, as the model spells it: {@code CreateDBInstance}
     * @param input the SDK class's {@code builder}
     */
    public <I, B extends SdkPojo & SdkBuilder<?, I>, O extends SdkPojo> Service on(
            String name, Supplier<B> input, Handler<I, O> handler) {
        return add(new Action(name, input::get, erase(handler), false));
    }

    /**
     * The same for what need not be signed: without a signature the handler itself decides by what
     * the request holds, and its caller is {@link Call.Caller#NOBODY} with every permission.
     */
    public <I, B extends SdkPojo & SdkBuilder<?, I>, O extends SdkPojo> Service onUnsigned(
            String name, Supplier<B> input, Handler<I, O> handler) {
        return add(new Action(name, input::get, erase(handler), true));
    }

    private Service add(Action action) {
        if (actions.putIfAbsent(action.name(), action) != null)
            throw new IllegalStateException(model + " has two handlers for " + action.name());
        return this;
    }

    public String model() {
        return model;
    }

    public Map<String, Action> actions() {
        return Map.copyOf(actions);
    }

    @SuppressWarnings("unchecked") // the builder given beside the handler builds its input
    private static <I, O extends SdkPojo> Handler<Object, SdkPojo> erase(Handler<I, O> handler) {
        return (call, request) -> handler.handle(call, (I) request);
    }

    /**
     * A registered action: how to build its input and what carries it out.
     *
     * @param unsigned it may come without a signature
     */
    public record Action(
            String name,
            Supplier<SdkPojo> input,
            Handler<Object, SdkPojo> handler,
            boolean unsigned) {}
}
