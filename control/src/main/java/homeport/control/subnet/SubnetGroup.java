package homeport.control.subnet;

import java.util.List;
import java.util.Map;

/**
 * A DB subnet group as its creator made it. Key: its name.
 *
 * @param subnets ids, in the order given
 */
public record SubnetGroup(
        String name,
        String description,
        String vpcId,
        List<String> subnets,
        Map<String, String> tags) {
    public SubnetGroup {
        subnets = List.copyOf(subnets);
        tags = Map.copyOf(tags);
    }

    SubnetGroup with(Map<String, String> changed) {
        return new SubnetGroup(name, description, vpcId, subnets, changed);
    }
}
