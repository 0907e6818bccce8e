package homeport.cloud.ec2;

import java.util.List;

/**
 * A network interface: an address of a subnet, and the groups that it is in.
 *
 * @param addresses of its subnet, the primary one first
 * @param owner the resource that it belongs to and goes with; empty when a user made it
 * @param token the client's, empty if none
 */
record StoredInterface(
        String id,
        String subnetId,
        String description,
        List<String> addresses,
        List<String> groups,
        boolean sourceDestCheck,
        String owner,
        String token) {
    StoredInterface {
        addresses = List.copyOf(addresses);
        groups = List.copyOf(groups);
    }

    StoredInterface withDescription(String text) {
        return new StoredInterface(
                id, subnetId, text, addresses, groups, sourceDestCheck, owner, token);
    }

    StoredInterface withGroups(List<String> changed) {
        return new StoredInterface(
                id, subnetId, description, addresses, changed, sourceDestCheck, owner, token);
    }

    StoredInterface withAddresses(List<String> changed) {
        return new StoredInterface(
                id, subnetId, description, changed, groups, sourceDestCheck, owner, token);
    }

    StoredInterface withSourceDestCheck(boolean on) {
        return new StoredInterface(id, subnetId, description, addresses, groups, on, owner, token);
    }
}
