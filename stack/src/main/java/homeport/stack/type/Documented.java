package homeport.stack.type;

import java.util.List;
import java.util.Set;

/** A type that says of itself what the reference has on its page. */
public interface Documented extends ResourceType {
    /** The names that {@code Fn::GetAtt} knows. */
    Set<String> attributes();

    /** What {@code Ref} gives, in words. */
    String refers();

    /** What else a reader must know, one paragraph each. */
    default List<String> notes() {
        return List.of();
    }
}
