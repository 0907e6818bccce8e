package homeport.cloud.ssm;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One value that a parameter has or had, without the value.
 *
 * @param number from 1
 * @param user the ARN of who put it
 * @param keyId of a SecureString
 * @param labels each on one version at the most
 */
record ParameterVersion(
        long number,
        Instant modified,
        String user,
        Optional<String> description,
        Optional<String> keyId,
        Optional<String> allowedPattern,
        String tier,
        String dataType,
        Set<String> labels) {
    ParameterVersion {
        labels = Set.copyOf(labels);
    }

    ParameterVersion labelled(Set<String> after) {
        return new ParameterVersion(
                number,
                modified,
                user,
                description,
                keyId,
                allowedPattern,
                tier,
                dataType,
                new TreeSet<>(after));
    }

    boolean advanced() {
        return tier.equals(Parameter.ADVANCED);
    }
}
