package homeport.cloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A NAT gateway, of which only the record exists: nothing here needs a way out.
 *
 * @param interfaceId its own, in its subnet
 * @param allocationId of its elastic address; empty for a private one
 * @param failure why it cannot be, a code and a sentence with a blank between; empty when it can
 * @param token the client's, empty if none
 */
record StoredNat(
        String id,
        String subnetId,
        String interfaceId,
        String privateIp,
        String allocationId,
        String associationId,
        String publicIp,
        String failure,
        Instant createdAt,
        Optional<Instant> deletedAt,
        String token) {
    /** Time that AWS takes in minutes. */
    private static final Duration WORK = Duration.ofSeconds(1);

    /** A deleted gateway is shown for so long. Source: VPC user guide, "NAT gateways". */
    private static final Duration SHOWN = Duration.ofHours(1);

    boolean isPublic() {
        return !allocationId.isEmpty();
    }

    boolean isDeleted() {
        return deletedAt.isPresent();
    }

    boolean isForgotten(Instant now) {
        return deletedAt.filter(at -> at.plus(SHOWN).isBefore(now)).isPresent();
    }

    /** {@code State} in DescribeNatGateways. */
    String state(Instant now) {
        if (deletedAt.isPresent())
            return now.isBefore(deletedAt.get().plus(WORK)) ? "deleting" : "deleted";
        if (now.isBefore(createdAt.plus(WORK))) return "pending";
        return failure.isEmpty() ? "available" : "failed";
    }

    StoredNat deleted(Instant now) {
        return new StoredNat(
                id,
                subnetId,
                interfaceId,
                privateIp,
                allocationId,
                associationId,
                publicIp,
                failure,
                createdAt,
                Optional.of(now),
                token);
    }
}
