package homeport.stack.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.AwsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whose tags a resource has. */
class TagsTest {
    private static final Place PLACE =
            new Place(
                    "eu-west-1",
                    "123456789012",
                    "arn:aws:cloudformation:eu-west-1:123456789012:stack/app/1",
                    "app",
                    "Db",
                    "0123456789abcdef0123456789abcdef",
                    Map.of("aws:cloudformation:stack-name", "app", "team", "red"));

    @Test
    void aNewResourceHasTheStacksTheTemplatesAndOurs() {
        assertThat(Tags.fresh(PLACE, tags("[{'Key': 'team', 'Value': 'blue'}]")))
                .isEqualTo(
                        Map.of(
                                "aws:cloudformation:stack-name",
                                "app",
                                "team",
                                "blue",
                                Tags.TOKEN,
                                PLACE.token()));
    }

    /** The attempt that made it is not the one that changes it. */
    @Test
    void oneThatIsChangedKeepsItsToken() {
        assertThat(Tags.kept(PLACE, tags("{'a': 'b'}")))
                .containsEntry("a", "b")
                .doesNotContainKey(Tags.TOKEN);
    }

    @Test
    void onlyWhatTheTemplateNoLongerHasIsDropped() {
        ObjectNode before =
                tags(
                        "[{'Key': 'a', 'Value': '1'}, {'Key': 'team', 'Value': 'x'}, {'Key': 'b', 'Value': '2'}]");
        assertThat(Tags.dropped(PLACE, before, tags("[{'Key': 'b', 'Value': '3'}]")))
                .containsExactly("a");
    }

    @Test
    void aTemplateMayNotWriteReservedTags() {
        AwsException told =
                catchThrowableOfType(
                        AwsException.class,
                        () -> Tags.fresh(PLACE, tags("[{'Key': 'AWS:a', 'Value': '1'}]")));
        assertThat(told).hasMessage("Tag key AWS:a begins with aws:, which is reserved");
    }

    private static ObjectNode tags(String json) {
        return (ObjectNode)
                JsonMapper.shared().readTree("{\"Tags\": " + json.replace('\'', '"') + "}");
    }
}
