package homeport.aws.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a value must obey. A shape that constrains nothing is absent from the model.
 *
 * @param min least length of a string or blob, count of a list or map, or value of a number
 * @param max the same, most
 * @param pattern the whole string must match it
 * @param allowed the values of an enumeration; empty for any
 * @param sensitive the value may never be repeated in a message
 * @param members a structure's constrained members by the model's name
 * @param element the shape of a list's elements
 * @param key the shape of a map's keys
 * @param value the shape of a map's values
 */
record Shape(
        Optional<Double> min,
        Optional<Double> max,
        Optional<Pattern> pattern,
        List<String> allowed,
        boolean sensitive,
        Map<String, Member> members,
        Optional<String> element,
        Optional<String> key,
        Optional<String> value) {
    /**
     * @param shape the name of the member's shape; empty when only its presence is required
     */
    record Member(boolean required, Optional<String> shape) {}
}
