package io.faas4j.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.PayloadMode;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.rules.Rule;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Rule("LIB-5")
class PayloadBoundaryTest {

    private final TestFaas faas = TestFaas.create();
    private final AtomicReference<Object> received = new AtomicReference<>();

    @AfterEach
    void close() {
        faas.close();
    }

    enum Size {
        SMALL,
        LARGE
    }

    record Place(String city, Size size, int floor) {}

    record Order(String id, Place place, Instant at, UUID key, URI link) {}

    record Price(BigDecimal amount) {}

    record Basket(String id, List<String> items) {}

    record Nested(Basket basket) {}

    record Box<T>(T content) {}

    record Tree(String name, Tree left) {}

    /** A number that could change, for all one knows. */
    static final class Odd extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Odd(String value) {
            super(value);
        }
    }

    /** Plain and mutable. */
    public static class Bean {
        private String name = "";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    private static Order order() {
        return new Order(
                "o-1",
                new Place("Ulm", Size.SMALL, 3),
                Instant.EPOCH,
                new UUID(1, 2),
                URI.create("https://example.org/"));
    }

    // ---- by reference ----------------------------------------------------------------------------------------------

    static List<Object> immutables() {
        return List.of(
                new String("text"),
                1_000_000L,
                new UUID(1, 2),
                Instant.now(),
                Size.LARGE,
                URI.create("a:b"),
                new BigDecimal("1.50"),
                order(),
                new Price(new BigDecimal("9.99")),
                new Tree("a", new Tree("b", null)));
    }

    @ParameterizedTest
    @MethodSource("immutables")
    void deeply_immutable_value_is_the_same_object_on_both_sides(Object value) {
        Object result = roundTrip(value.getClass(), value);

        assertThat(received.get()).isSameAs(value);
        assertThat(result).isSameAs(value);
    }

    @Test
    void guavas_immutable_collections_of_immutable_values_are_the_same_objects() {
        ImmutableList<Order> list = ImmutableList.of(order());
        ImmutableMap<String, Integer> map = ImmutableMap.of("a", 1);

        assertThat(roundTrip(new TypeRef<ImmutableList<Order>>() {}, list)).isSameAs(list);
        assertThat(roundTrip(new TypeRef<ImmutableMap<String, Integer>>() {}, map))
                .isSameAs(map);
    }

    @Test
    void record_with_a_type_argument_is_judged_with_it() {
        Box<String> immutable = new Box<>("a");
        Box<List<String>> mutable = new Box<>(new ArrayList<>(List.of("a")));

        assertThat(roundTrip(new TypeRef<Box<String>>() {}, immutable)).isSameAs(immutable);
        assertThat(roundTrip(new TypeRef<Box<List<String>>>() {}, mutable))
                .isNotSameAs(mutable)
                .isEqualTo(mutable);
    }

    // ---- as JSON ---------------------------------------------------------------------------------------------------

    static List<Object> mutables() {
        Bean bean = new Bean();
        bean.setName("a");
        return List.of(
                new ArrayList<>(List.of("a", "b")),
                new int[] {1, 2},
                bean,
                new Basket("b", new ArrayList<>(List.of("a"))),
                new Nested(new Basket("b", new ArrayList<>(List.of("a")))));
    }

    @ParameterizedTest
    @MethodSource("mutables")
    void mutable_value_is_copied_on_both_ways(Object value) {
        Object result = roundTrip(value.getClass(), value);

        assertThat(received.get()).isNotSameAs(value).usingRecursiveComparison().isEqualTo(value);
        assertThat(result).isNotSameAs(value).isNotSameAs(received.get());
        assertThat(result).usingRecursiveComparison().isEqualTo(value);
    }

    @Test
    void neither_side_sees_what_the_other_changes_later() {
        List<Basket> kept = new ArrayList<>();
        FunctionHandle<Basket, Basket> function =
                faas.deploy(FunctionDefinition.of("f", Basket.class, Basket.class, (basket, context) -> {
                    kept.add(basket);
                    basket.items().add("handler's");
                    return basket;
                }));
        Basket mine = new Basket("b", new ArrayList<>(List.of("mine")));

        Basket answer = function.invoke(mine);
        mine.items().add("later");
        kept.get(0).items().add("later");

        assertThat(mine.items()).containsExactly("mine", "later");
        assertThat(answer.items()).containsExactly("mine", "handler's");
        assertThat(kept.get(0).items()).containsExactly("mine", "handler's", "later");
    }

    @Test
    void class_that_may_be_extended_is_judged_by_the_values_exact_class() {
        Odd odd = new Odd("1.50");
        Price price = new Price(odd);

        Object number = roundTrip(BigDecimal.class, odd);
        Object record = roundTrip(Price.class, price);

        assertThat(number).isExactlyInstanceOf(BigDecimal.class).isEqualTo(new BigDecimal("1.50"));
        assertThat(record)
                .isNotSameAs(price)
                .isInstanceOfSatisfying(
                        Price.class,
                        copied -> assertThat(copied.amount())
                                .isExactlyInstanceOf(BigDecimal.class)
                                .isEqualTo(new BigDecimal("1.50")));
    }

    @Test
    void raw_type_crosses_as_json() {
        List<String> list = List.of("a");

        Object result = roundTrip(List.class, list);
        Object box = roundTrip(Box.class, new Box<>(Map.of("a", 1)));
        roundTrip(Object.class, "text");

        assertThat(result).isNotSameAs(list).isEqualTo(list);
        assertThat(box).isEqualTo(new Box<>(Map.of("a", 1)));
        assertThat(received.get()).isEqualTo("text");
    }

    @Test
    void parameterised_type_brings_elements_of_its_argument() {
        List<Order> orders = new ArrayList<>(List.of(order(), order()));

        List<Order> result = roundTrip(new TypeRef<List<Order>>() {}, orders);

        assertThat(received.get())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasOnlyElementsOfType(Order.class);
        assertThat(result).isNotSameAs(orders).isEqualTo(orders).hasOnlyElementsOfType(Order.class);
    }

    @Test
    void types_of_caller_and_function_may_differ_where_their_json_agrees() {
        faas.deploy(FunctionDefinition.of("f", Order.class, Order.class, (event, context) -> event));

        Map<?, ?> answer = faas.faas().invoke("f", order(), Map.class);

        assertThat(answer.get("id")).isEqualTo("o-1");
    }

    @Test
    void result_that_the_caller_cannot_read_is_a_function_error() {
        faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> event));

        assertThat(faas.faas().call("f", "text", Integer.class).error())
                .hasValueSatisfying(error -> assertThat(error.errorType()).isEqualTo("Runtime.ResultConversionError"));
    }

    @Test
    void null_is_null_on_both_sides() {
        received.set("something");

        assertThat(roundTrip(Basket.class, null)).isNull();
        assertThat(received.get()).isNull();
    }

    // ---- modes -----------------------------------------------------------------------------------------------------

    @Test
    void function_may_take_mutable_values_by_reference() {
        Basket mutable = new Basket("b", new ArrayList<>());

        assertThat(roundTrip(TypeRef.of(Basket.class), PayloadMode.BY_REFERENCE, mutable))
                .isSameAs(mutable);
        assertThat(received.get()).isSameAs(mutable);
    }

    @Test
    void function_may_take_immutable_values_always_serialized() {
        Order immutable = order();

        Order result = roundTrip(TypeRef.of(Order.class), PayloadMode.SERIALIZED, immutable);

        assertThat(received.get()).isNotSameAs(immutable).isEqualTo(immutable);
        assertThat(result).isNotSameAs(immutable).isEqualTo(immutable);
    }

    // ---- the user's mapper -----------------------------------------------------------------------------------------

    @Test
    void users_mapper_is_used_and_never_changed() {
        ObjectMapper mapper = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
        SerializationConfig writing = mapper.getSerializationConfig();
        DeserializationConfig reading = mapper.getDeserializationConfig();
        Set<Object> modules = mapper.getRegisteredModuleIds();

        try (TestFaas own = TestFaas.with(builder -> builder.objectMapper(mapper))) {
            own.deploy(FunctionDefinition.of("f", Named.class, Named.class, (event, context) -> event));
            String json = "{\"first-name\":\"Ada\"}";

            assertThat(own.faas().invoke(InvocationRequest.of("f", json)).payloadAsText())
                    .isEqualTo(json);
        }
        assertThat(mapper.getSerializationConfig()).isSameAs(writing);
        assertThat(mapper.getDeserializationConfig()).isSameAs(reading);
        assertThat(mapper.getRegisteredModuleIds()).isEqualTo(modules);
    }

    record Named(String firstName) {}

    // ---- helpers ---------------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked")
    private Object roundTrip(Class<?> type, Object value) {
        return roundTrip((TypeRef<Object>) TypeRef.of(type), value);
    }

    private <T> T roundTrip(TypeRef<T> type, T value) {
        return roundTrip(type, PayloadMode.AUTO, value);
    }

    private <T> T roundTrip(TypeRef<T> type, PayloadMode mode, T value) {
        FunctionHandle<T, T> function = faas.deploy(
                FunctionDefinition.builder("f", type, type).payloadMode(mode).handler((event, context) -> {
                    received.set(event);
                    return event;
                }));
        return function.invoke(value);
    }
}
