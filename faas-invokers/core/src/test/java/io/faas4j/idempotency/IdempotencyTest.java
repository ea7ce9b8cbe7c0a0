package io.faas4j.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same event twice gives the first result without running twice. */
class IdempotencyTest {

    private record Order(String id, int total, String note) {}

    private record Receipt(String order, int number) {}

    private static final Order ORDER = new Order("o-1", 10, "");

    private final IdempotencyStore store = IdempotencyStore.inMemory();
    private final TestFaas faas = TestFaas.with(builder -> builder.idempotency(store));
    private final List<Order> paid = new ArrayList<>();

    @AfterEach
    void close() {
        faas.close();
    }

    private Idempotency<Order, Receipt> once() {
        return faas.faas().idempotency(Order.class, Receipt.class);
    }

    private Receipt pay(Order order) {
        paid.add(order);
        return new Receipt(order == null ? "none" : order.id(), paid.size());
    }

    private FunctionHandle<Order, Receipt> deploy(Idempotency<Order, Receipt> once) {
        return deploy(once, (order, context) -> pay(order));
    }

    private FunctionHandle<Order, Receipt> deploy(Idempotency<Order, Receipt> once, Handler<Order, Receipt> handler) {
        return faas.deploy(FunctionDefinition.of("pay", Order.class, Receipt.class, once.around(handler)));
    }

    private static <X extends Throwable> X causeOf(Class<X> type, FunctionHandle<Order, Receipt> pay, Order order) {
        FunctionErrorException error = catchThrowableOfType(FunctionErrorException.class, () -> pay.invoke(order));
        assertThat(error).isNotNull();
        assertThat(error.getCause()).isInstanceOf(type);
        return type.cast(error.getCause());
    }

    @Test
    void an_event_that_comes_again_is_answered_with_the_first_result() {
        FunctionHandle<Order, Receipt> pay = deploy(once());

        Receipt first = pay.invoke(ORDER);
        Receipt again = pay.invoke(new Order("o-1", 10, ""));
        Receipt other = pay.invoke(new Order("o-1", 10, "urgent"));

        assertThat(first).isEqualTo(new Receipt("o-1", 1)).isEqualTo(again);
        assertThat(other).isEqualTo(new Receipt("o-1", 2));
        assertThat(paid).hasSize(2);
    }

    @Test
    void the_key_alone_tells_events_apart_if_one_is_set() {
        FunctionHandle<Order, Receipt> pay = deploy(once().key(Order::id));

        pay.invoke(ORDER);

        assertThat(pay.invoke(new Order("o-1", 99, "urgent"))).isEqualTo(new Receipt("o-1", 1));
        assertThat(pay.invoke(new Order("o-2", 10, ""))).isEqualTo(new Receipt("o-2", 2));
    }

    @Test
    void a_key_may_have_several_parts_in_any_order_of_names() {
        AtomicBoolean reversed = new AtomicBoolean();
        FunctionHandle<Order, Receipt> pay = deploy(once().key(order -> reversed.get()
                ? new TreeMap<>(Map.of("b", order.total(), "a", order.id())).descendingMap()
                : new TreeMap<>(Map.of("a", order.id(), "b", order.total()))));
        pay.invoke(ORDER);
        reversed.set(true);

        pay.invoke(ORDER);

        assertThat(paid).hasSize(1);
        pay.invoke(new Order("o-1", 11, ""));
        assertThat(paid).hasSize(2);
    }

    @Test
    void a_null_result_is_a_result() {
        FunctionHandle<Order, Receipt> pay = deploy(once(), (order, context) -> {
            pay(order);
            return null;
        });

        assertThat(pay.invoke(ORDER)).isNull();
        assertThat(pay.invoke(ORDER)).isNull();
        assertThat(paid).hasSize(1);
    }

    @Test
    void results_with_type_arguments_are_read_back_as_what_they_were() {
        TypeRef<List<Receipt>> receipts = new TypeRef<>() {};
        FunctionHandle<Order, List<Receipt>> pay =
                faas.deploy(FunctionDefinition.builder("pay", TypeRef.of(Order.class), receipts)
                        .handler(faas.faas()
                                .idempotency(TypeRef.of(Order.class), receipts)
                                .around((order, context) -> List.of(pay(order)))));

        pay.invoke(ORDER);

        assertThat(pay.invoke(ORDER)).containsExactly(new Receipt("o-1", 1));
    }

    @Test
    void a_result_is_forgotten_after_an_hour_unless_set() {
        FunctionHandle<Order, Receipt> pay = deploy(once());
        pay.invoke(ORDER);

        faas.advance(Duration.ofHours(1).minusMillis(1));
        pay.invoke(ORDER);
        assertThat(paid).hasSize(1);
        faas.advanceMillis(1);
        pay.invoke(ORDER);

        assertThat(paid).hasSize(2);
    }

    @Test
    void a_result_is_forgotten_when_it_is_said_to_be() {
        FunctionHandle<Order, Receipt> pay = deploy(once().expiresAfter(Duration.ofSeconds(5)));
        pay.invoke(ORDER);
        faas.advance(Duration.ofSeconds(5));

        pay.invoke(ORDER);

        assertThat(paid).hasSize(2);
        assertThatThrownBy(() -> once().expiresAfter(Duration.ofMillis(999)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("expiresAfter");
        assertThatThrownBy(() -> once().expiresAfter(Duration.ofDays(367))).isInstanceOf(ValidationException.class);
    }

    @Test
    void keys_of_other_functions_are_others_and_those_of_versions_are_the_same() {
        Handler<Order, Receipt> handler = once().around((order, context) -> pay(order));
        FunctionHandle<Order, Receipt> pay =
                faas.deploy(FunctionDefinition.of("pay", Order.class, Receipt.class, handler));
        FunctionHandle<Order, Receipt> bill =
                faas.deploy(FunctionDefinition.of("bill", Order.class, Receipt.class, handler));
        faas.faas().publish("pay");
        pay.invoke(ORDER);

        assertThat(bill.invoke(ORDER)).isEqualTo(new Receipt("o-1", 2));
        assertThat(faas.faas().function("pay:1", Order.class, Receipt.class).invoke(ORDER))
                .isEqualTo(new Receipt("o-1", 1));
    }

    @Test
    void a_tenants_results_are_its_own() {
        FunctionHandle<Order, Receipt> pay = faas.deploy(FunctionDefinition.builder("pay", Order.class, Receipt.class)
                .handler(once().around((order, context) -> pay(order)))
                .configure(settings -> settings.tenantIsolation(true)));
        Function<String, Receipt> payAs =
                tenant -> pay.with(InvokeOptions.NONE.tenantId(tenant)).invoke(ORDER);

        assertThat(payAs.apply("blue")).isEqualTo(new Receipt("o-1", 1));
        assertThat(payAs.apply("green")).isEqualTo(new Receipt("o-1", 2));
        assertThat(payAs.apply("blue")).isEqualTo(new Receipt("o-1", 1));
    }

    @Test
    void a_failure_frees_the_key() {
        FunctionHandle<Order, Receipt> pay = deploy(once(), (order, context) -> {
            if (pay(order).number() == 1) {
                throw new IllegalStateException("down");
            }
            return new Receipt("second", 2);
        });

        causeOf(IllegalStateException.class, pay, ORDER);

        assertThat(pay.invoke(ORDER)).isEqualTo(new Receipt("second", 2));
        assertThat(pay.invoke(ORDER)).isEqualTo(new Receipt("second", 2));
        assertThat(paid).hasSize(2);
    }

    @Test
    void a_result_that_is_no_JSON_is_a_failure() {
        TypeRef<Object> anything = TypeRef.of(Object.class);
        FunctionHandle<Order, Object> pay =
                faas.deploy(FunctionDefinition.builder("pay", TypeRef.of(Order.class), anything)
                        .handler(faas.faas()
                                .idempotency(TypeRef.of(Order.class), anything)
                                .around((order, context) -> {
                                    pay(order);
                                    return new Object();
                                })));

        assertThatThrownBy(() -> pay.invoke(ORDER)).isInstanceOf(FunctionErrorException.class);
        assertThatThrownBy(() -> pay.invoke(ORDER)).isInstanceOf(FunctionErrorException.class);

        assertThat(paid).hasSize(2);
    }

    @Test
    void while_an_event_is_handled_its_like_is_refused() {
        List<IdempotencyAlreadyInProgressException> refusals = new ArrayList<>();
        FunctionHandle<Order, Receipt> pay = deploy(once(), (order, context) -> {
            refusals.add(causeOf(
                    IdempotencyAlreadyInProgressException.class,
                    faas.faas().function("pay", Order.class, Receipt.class),
                    order));
            return pay(order);
        });

        assertThat(pay.invoke(ORDER)).isEqualTo(new Receipt("o-1", 1));

        IdempotencyAlreadyInProgressException refusal = refusals.get(0);
        assertThat(refusal.key()).matches("pay#[0-9a-f]{64}");
        assertThat(refusal.until()).isEqualTo(faas.time().now().plusSeconds(3));
        assertThat(refusal).hasMessageContaining(refusal.key()).hasMessageContaining("in progress");
        assertThat(pay.invoke(ORDER)).isEqualTo(new Receipt("o-1", 1));
    }

    @Test
    void the_lock_ends_with_the_invocations_deadline_and_who_has_taken_it_since_counts() {
        try (TestFaas next = TestFaas.with(builder -> builder.idempotency(store))) {
            FunctionHandle<Order, Receipt> retry = next.deploy(FunctionDefinition.of(
                    "pay",
                    Order.class,
                    Receipt.class,
                    next.faas()
                            .idempotency(Order.class, Receipt.class)
                            .around((order, context) -> new Receipt("retry", 0))));
            FunctionHandle<Order, Receipt> pay = deploy(once(), (order, context) -> {
                next.advanceMillis(2_999);
                causeOf(IdempotencyAlreadyInProgressException.class, retry, order);
                next.advanceMillis(1);
                assertThat(retry.invoke(order)).isEqualTo(new Receipt("retry", 0));
                return pay(order);
            });

            causeOf(IdempotencyLockLostException.class, pay, ORDER);

            assertThat(pay.invoke(ORDER)).isEqualTo(new Receipt("retry", 0));
            assertThat(paid).hasSize(1);
        }
    }

    @Test
    void an_event_of_a_known_key_with_another_payload_is_refused_also_while_the_first_is_handled() {
        FunctionHandle<Order, Receipt> pay = deploy(once().key(Order::id).validate(Order::total), (order, context) -> {
            causeOf(
                    IdempotencyValidationException.class,
                    faas.faas().function("pay", Order.class, Receipt.class),
                    new Order("o-1", 11, ""));
            return pay(order);
        });
        pay.invoke(ORDER);

        IdempotencyValidationException refusal =
                causeOf(IdempotencyValidationException.class, pay, new Order("o-1", 11, ""));

        assertThat(refusal.key()).startsWith("pay#");
        assertThat(pay.invoke(new Order("o-1", 10, "another note"))).isEqualTo(new Receipt("o-1", 1));
        assertThat(paid).hasSize(1);
    }

    @Test
    void what_was_not_compared_before_is_not_refused_after() {
        deploy(once().key(Order::id)).invoke(ORDER);

        FunctionHandle<Order, Receipt> pay = deploy(once().key(Order::id).validate(Order::total));

        assertThat(pay.invoke(new Order("o-1", 11, ""))).isEqualTo(new Receipt("o-1", 1));
    }

    @Test
    void an_event_without_a_key_is_handled_each_time() {
        FunctionHandle<Order, Receipt> pay = deploy(once().key(Order::note));

        pay.invoke(ORDER);
        pay.invoke(ORDER);
        pay.invoke(null);

        assertThat(paid).hasSize(3);
    }

    @Test
    void an_event_without_a_key_is_refused_where_one_is_required() {
        FunctionHandle<Order, Receipt> pay = deploy(once().key(Order::note).requireKey());

        IdempotencyKeyException refusal = causeOf(IdempotencyKeyException.class, pay, ORDER);

        assertThat(refusal.function()).isEqualTo("pay");
        causeOf(IdempotencyKeyException.class, pay, null);
        assertThat(paid).isEmpty();
        pay.invoke(new Order("o-1", 10, "key"));
        assertThat(paid).hasSize(1);
    }

    @Test
    void a_handler_that_the_runtime_made_is_closed_with_its_context() {
        AtomicBoolean isClosed = new AtomicBoolean();
        class Closing implements Handler<Order, Receipt>, AutoCloseable {
            @Override
            public Receipt handle(Order order, Context context) {
                return pay(order);
            }

            @Override
            public void close() {
                isClosed.set(true);
            }
        }
        FunctionHandle<Order, Receipt> pay = faas.deploy(FunctionDefinition.builder("pay", Order.class, Receipt.class)
                .handlerFactory(init -> once().around(new Closing())));
        pay.invoke(ORDER);

        faas.close();

        assertThat(isClosed).isTrue();
    }
}
