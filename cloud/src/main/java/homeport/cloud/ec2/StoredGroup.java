package homeport.cloud.ec2;

import java.util.List;

/** A security group and its rules, in the order in which they came. */
record StoredGroup(String id, String name, String description, List<StoredRule> rules) {
    static final String DEFAULT = "default";

    StoredGroup {
        rules = List.copyOf(rules);
    }

    StoredGroup withRules(List<StoredRule> changed) {
        return new StoredGroup(id, name, description, changed);
    }
}
