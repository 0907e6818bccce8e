package homeport.cloud.ec2;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses of a subnet: which are taken, and which come next. */
final class Room {
    /** AWS keeps the first four addresses of a subnet, and the last. */
    private static final int FIRST = 4;

    private static final int RESERVED = 5;

    private final StoredSubnet subnet;
    private final Cidr4 cidr;
    private final Set<String> taken = new HashSet<>();

    Room(Network network, StoredSubnet subnet) {
        this.subnet = subnet;
        cidr = Cidr4.parse(subnet.cidr()).orElseThrow();
        for (var one : network.fittings().interfaces())
            if (one.subnetId().equals(subnet.id())) taken.addAll(one.addresses());
    }

    int free() {
        return (int) cidr.size() - RESERVED - taken.size();
    }

    /** Takes one that the user names. */
    String take(String address) {
        var one = Cidr4.parse(address + "/32");
        if (one.isEmpty() || !cidr.contains(one.get()))
            throw AwsException.invalidValue(
                    "Address %s does not fall within the subnet's address range"
                            .formatted(address));
        long at = one.get().base() - cidr.base();
        if (at < FIRST || at == cidr.size() - 1)
            throw AwsException.invalidValue(
                    "Address %s is in subnet's reserved address range".formatted(address));
        if (!taken.add(address))
            throw new AwsException("InvalidIPAddress.InUse", "Address is in use.");
        return address;
    }

    /** Takes the next that are free. */
    List<String> next(int count) {
        if (count > free())
            throw new AwsException(
                    "InsufficientFreeAddressesInSubnet",
                    ("The specified subnet does not have enough free addresses to satisfy the"
                                    + " request: %s has %d, asked for %d.")
                            .formatted(subnet.id(), free(), count));
        var found = new ArrayList<String>();
        for (long at = FIRST; found.size() < count; at++) {
            String address = new Cidr4(cidr.base() + at, 32).address();
            if (taken.add(address)) found.add(address);
        }
        return found;
    }
}
