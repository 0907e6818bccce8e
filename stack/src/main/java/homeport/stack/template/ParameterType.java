package homeport.stack.template;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The type of a parameter. Source: user guide, "CloudFormation-supplied parameter types".
 *
 * @param word as templates say it
 * @param stored the value given is the name of a parameter in SSM, whose value counts
 * @param named the value given is the name of a parameter in SSM, and no more
 */
public record ParameterType(
        String word, boolean list, boolean number, boolean stored, boolean named) {
    private static final String STORED = "AWS::SSM::Parameter::Value<";
    private static final Set<String> OF_AWS =
            Set.of(
                    "AWS::EC2::AvailabilityZone::Name",
                    "AWS::EC2::Image::Id",
                    "AWS::EC2::Instance::Id",
                    "AWS::EC2::KeyPair::KeyName",
                    "AWS::EC2::SecurityGroup::GroupName",
                    "AWS::EC2::SecurityGroup::Id",
                    "AWS::EC2::Subnet::Id",
                    "AWS::EC2::Volume::Id",
                    "AWS::EC2::VPC::Id",
                    "AWS::Route53::HostedZone::Id");

    static ParameterType of(String parameter, String word) {
        if (word.equals("AWS::SSM::Parameter::Name"))
            return new ParameterType(word, false, false, false, true);
        boolean stored = word.startsWith(STORED) && word.endsWith(">");
        String inner = stored ? word.substring(STORED.length(), word.length() - 1) : word;
        if (inner.equals("CommaDelimitedList"))
            return new ParameterType(word, true, false, stored, false);
        boolean list = inner.startsWith("List<") && inner.endsWith(">");
        String element = list ? inner.substring(5, inner.length() - 1) : inner;
        boolean number = element.equals("Number");
        boolean plain = element.equals("String") && (!list || stored) || number;
        if (!plain && !OF_AWS.contains(element))
            throw Fault.format("Unrecognized parameter type: %s (parameter %s)", word, parameter);
        return new ParameterType(word, list, number, stored, false);
    }

    /** A list's elements, each without the blanks around it. */
    List<String> split(String value) {
        if (value.isEmpty()) return List.of();
        return Arrays.stream(value.split(",", -1)).map(String::strip).collect(Collectors.toList());
    }
}
