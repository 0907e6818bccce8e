package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.AwsException;
import homeport.server.stage.Stage;
import homeport.stack.type.Api;
import homeport.stack.type.Documented;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Resources of templates over the real services, without databases that run. */
abstract class Lives {
    static final String DOCUMENT =
            """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}\
            """;

    private static final Duration READY_MAX = Duration.ofSeconds(30);

    @TempDir static Path folder;

    private static Composition all;
    static Api api;
    private static int number;

    /** What a test made, newest first. */
    private final Deque<Life> lives = new ArrayDeque<>();

    @BeforeAll
    static void open() throws IOException {
        all = Composition.in(folder);
        api = all.api();
    }

    @AfterAll
    static void close() {
        all.close();
    }

    /** Twice each: what is not there any more is fine. */
    @AfterEach
    void everythingCanBeDeletedAndDeletedAgain() {
        for (Life life : lives) {
            life.type.delete(api, life.made);
            life.type.delete(api, life.made);
            await(life.type.name() + " is gone", () -> life.type.gone(api, life.made));
        }
    }

    /** One resource. */
    final class Life {
        final Documented type;
        Made made;

        /** Made twice with one token, as after a crash: there is one of it. */
        Life(String name, String properties) {
            type = ResourceTypes.types().get(name);
            ObjectNode asked = json(properties);
            assertThat(type.properties().keySet()).containsAll(asked.propertyNames());
            Place place = place(++number);
            String id = type.create(api, place, asked);
            made = new Made(place, id, asked);
            lives.push(this);
            assertThat(type.create(api, place, asked)).as(name).isEqualTo(id);
            await(name + " is ready", () -> type.ready(api, made));
            assertThat(type.current(api, made)).as(name).isEqualTo(asked);
        }

        String ref() {
            return type.ref(api, made);
        }

        String get(String attribute) {
            assertThat(type.attributes()).contains(attribute);
            return type.attribute(api, made, attribute);
        }

        /** Twice, as after a crash. */
        void update(String properties) {
            ObjectNode wanted = json(properties);
            type.update(api, made, wanted);
            type.update(api, made, wanted);
            made = new Made(made.place(), made.id(), wanted);
            await(type.name() + " is ready", () -> type.ready(api, made));
            assertThat(type.current(api, made)).as(type.name()).isEqualTo(wanted);
        }

        AwsException refused(String properties) {
            return catchThrowableOfType(
                    AwsException.class, () -> type.create(api, place(++number), json(properties)));
        }
    }

    private static void await(String what, Stage.Condition condition) {
        try {
            Stage.await(what, READY_MAX, condition);
        } catch (IOException | TimeoutException failed) {
            throw new AssertionError(failed.getMessage(), failed);
        }
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    static Place place(int number) {
        String token = HexFormat.of().toHexDigits(number).repeat(4);
        String id =
                "arn:aws:cloudformation:us-east-1:%s:stack/app/1".formatted(Composition.ACCOUNT);
        return new Place(
                Composition.REGION,
                Composition.ACCOUNT,
                id,
                "app",
                "Logical" + number,
                token,
                Map.of(
                        "aws:cloudformation:stack-id",
                        id,
                        "aws:cloudformation:stack-name",
                        "app",
                        "aws:cloudformation:logical-id",
                        "Logical" + number,
                        "team",
                        "red"));
    }

    ObjectNode ask(String service, String action, String request) {
        return api.call(service, action, json(request));
    }
}
