package homeport.control.parameter;

import java.util.List;

/** Who uses a parameter group; the feature that owns the instances answers. */
@FunctionalInterface
public interface GroupUsers {
    /** Identifiers of the instances that name the group, in the region. */
    List<String> of(String region, String group);
}
