package homeport.stack.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a resource that its service makes and then does not complete. */
final class DeclaredTest {
    private static final Place PLACE =
            new Place("us-east-1", "000000000000", "arn", "s", "A", "0123456789abcdef", Map.of());

    private final List<String> asked = new ArrayList<>();
    private boolean held;

    private final Declared type =
            Declaration.type("Test::Group", "test")
                    .named("GroupName", 64)
                    .createdBy("CreateGroup", "/GroupId")
                    .id("GroupId")
                    .settle(change -> Ask.nothing().of(change.api(), "test", "CompleteGroup"))
                    .deletedBy("DeleteGroup")
                    .build();

    private ObjectNode answer(String service, String action, ObjectNode request) {
        asked.add(action);
        if (action.equals("CompleteGroup")) throw new AwsException("Limit", "There are too many.");
        if (action.equals("DeleteGroup") && held) throw new AwsException("InUse", "It is used.");
        return JsonNodeFactory.instance.objectNode().put("GroupId", "g-1");
    }

    @Test
    void whatCannotBeCompletedIsDeletedAgain() {
        var refused = catchThrowableOfType(AwsException.class, this::create);
        assertThat(refused).hasMessage("There are too many.");
        assertThat(asked).containsExactly("CreateGroup", "CompleteGroup", "DeleteGroup");
    }

    @Test
    void whatCannotBeDeletedAgainIsNamed() {
        held = true;
        var left = catchThrowableOfType(HalfMade.class, this::create);
        assertThat(left.id()).isEqualTo("g-1");
        assertThat(left.why().code()).isEqualTo("Limit");
        assertThat(left.why())
                .hasMessage(
                        "There are too many. What was made of it, g-1, could not be deleted again: It is used.");
    }

    private void create() {
        type.create(this::answer, PLACE, JsonNodeFactory.instance.objectNode());
    }
}
