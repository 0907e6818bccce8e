package homeport.aws.rest;

import homeport.aws.Call;
import homeport.aws.Front;
import homeport.aws.Handler;
import homeport.aws.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * A service of the REST wire: its actions, and which of them take or give a stream. Register at
 * start-up from one thread, then only read.
 */
public final class RestService {
    private final Service service;
    private final BiConsumer<Call, SdkPojo> check;
    private final Map<String, Taking<Object>> taking = new HashMap<>();
    private final Map<String, Giving<Object>> giving = new HashMap<>();

    /**
     * @param check of every request before its handler; refuses by throwing
     */
    public RestService(String model, BiConsumer<Call, SdkPojo> check) {
        this.service = new Service(model);
        this.check = check;
    }

    /** Carries out an action that comes with a stream. */
    @FunctionalInterface
    public interface Taking<I> {
        SdkPojo take(Call call, I request, Upload upload);
    }

    /** Carries out an action that is answered with a stream. */
    @FunctionalInterface
    public interface Giving<I> {
        Download give(Call call, I request);
    }

    /**
     * @param answer its headers
     * @param status 200, or 206 of a part
     */
    public record Download(SdkPojo answer, int status, long length, Front.Body body) {
        OptionalLong size() {
            return OptionalLong.of(length);
        }
    }

    /** As {@link Service#on}. */
    public <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>, O extends SdkPojo>
            RestService on(String name, Supplier<B> input, Handler<I, O> handler) {
        service.on(
                name,
                input,
                (call, request) -> {
                    check.accept(call, request);
                    return handler.handle(call, request);
                });
        return this;
    }

    /** One that takes a stream; who asks from inside, without one, sends an empty one. */
    public <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> RestService onStream(
            String name, Supplier<B> input, Taking<I> unchecked) {
        Taking<I> handler =
                (call, request, upload) -> {
                    check.accept(call, request);
                    return unchecked.take(call, request, upload);
                };
        service.on(name, input, (call, request) -> handler.take(call, request, Upload.empty()));
        taking.put(name, erase(handler));
        return this;
    }

    /** One that gives a stream; who asks from inside is told what is known of it. */
    public <I extends SdkPojo, B extends SdkPojo & SdkBuilder<?, I>> RestService onDownload(
            String name, Supplier<B> input, Giving<I> unchecked) {
        Giving<I> handler =
                (call, request) -> {
                    check.accept(call, request);
                    return unchecked.give(call, request);
                };
        service.on(
                name,
                input,
                (call, request) -> {
                    Download download = handler.give(call, request);
                    close(download);
                    return download.answer();
                });
        giving.put(name, erase(handler));
        return this;
    }

    private static void close(Download download) {
        try (Front.Body _ = download.body()) {
            return; // nobody reads it
        }
    }

    public Service service() {
        return service;
    }

    Taking<Object> taking(String action) {
        return taking.get(action);
    }

    Giving<Object> giving(String action) {
        return giving.get(action);
    }

    @SuppressWarnings("unchecked") // the builder given beside the handler builds its input
    private static <I> Taking<Object> erase(Taking<I> handler) {
        return (call, request, upload) -> handler.take(call, (I) request, upload);
    }

    @SuppressWarnings("unchecked") // the same
    private static <I> Giving<Object> erase(Giving<I> handler) {
        return (call, request) -> handler.give(call, (I) request);
    }
}
