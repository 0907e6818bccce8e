package homeport.control.parameter;

import homeport.engine.Setting;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All parameters of one major version, in name order.
 *
 * @param specs lower-case name to parameter
 */
record ParameterFamily(int major, NavigableMap<String, ParameterSpec> specs) {
    private static final String ENGINE = "postgres";
    private static final String PRELOADED = "shared_preload_libraries";

    static ParameterFamily of(int major, List<Setting> settings) {
        NavigableMap<String, ParameterSpec> specs = new TreeMap<>();
        Map<String, String> defaults = SystemDefaults.values();
        for (Setting setting : settings) {
            Optional<String> systemDefault =
                    Optional.ofNullable(defaults.get(setting.name().toLowerCase(Locale.ROOT)));
            ParameterSpec spec = ParameterSpec.of(setting, systemDefault);
            specs.put(spec.name(), spec);
        }
        specs.computeIfPresent(
                PRELOADED, (name, spec) -> spec.allowing(String.join(",", modules(settings))));
        RdsParameters.of(major).forEach(spec -> specs.put(spec.name(), spec));
        return new ParameterFamily(major, specs);
    }

    /**
     * The contributed modules that nodes preload, known by the settings they bring. Users may name
     * any of them; a module that is not here is refused rather than left out in silence.
     */
    private static Collection<String> modules(List<Setting> settings) {
        return settings.stream()
                .map(Setting::name)
                .filter(name -> name.contains("."))
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String name(int major) {
        return ENGINE + major;
    }

    String name() {
        return name(major);
    }

    Optional<ParameterSpec> find(String name) {
        return Optional.ofNullable(specs.get(name.toLowerCase(Locale.ROOT)));
    }
}
