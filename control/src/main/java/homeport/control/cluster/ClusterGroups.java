package homeport.control.cluster;

import homeport.aws.Call;
import homeport.control.instance.InstanceParts;
import java.util.Optional;

/** The DB cluster parameter groups that requests name. */
final class ClusterGroups {
    private ClusterGroups() {}

    /** The group's name, of the version's family; the default group when none is named. */
    static String find(InstanceParts parts, Call call, Optional<String> name, String version) {
        return parts.around().clusterParameterGroup(call, name, version);
    }
}
