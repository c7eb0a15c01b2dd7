/// Sixteen lanes at a time: the arithmetic that Swift's own SIMD types compile badly.
///
/// Each function is one vector instruction or a few, inlined into Swift, where the types appear as
/// `SIMD16<Float>`, `SIMD16<Int32>` and `SIMD16<UInt32>`. Masks are integers: all bits or none.
#pragma once

typedef float lanes_float __attribute__((ext_vector_type(16)));
typedef int lanes_int __attribute__((ext_vector_type(16)));
typedef unsigned lanes_bits __attribute__((ext_vector_type(16)));

#define LANES static inline __attribute__((always_inline))

LANES lanes_float lanes_repeat(float a) { return (lanes_float)a; }
LANES lanes_int lanes_repeat_int(int a) { return (lanes_int)a; }

LANES lanes_float lanes_add(lanes_float a, lanes_float b) { return a + b; }
LANES lanes_float lanes_subtract(lanes_float a, lanes_float b) { return a - b; }
LANES lanes_float lanes_multiply(lanes_float a, lanes_float b) { return a * b; }
LANES lanes_float lanes_divide(lanes_float a, lanes_float b) { return a / b; }

LANES lanes_float lanes_lesser(lanes_float a, lanes_float b) { return a < b ? a : b; }
LANES lanes_float lanes_greater(lanes_float a, lanes_float b) { return a > b ? a : b; }
LANES lanes_float lanes_magnitude(lanes_float a) { return __builtin_elementwise_abs(a); }
LANES lanes_float lanes_root(lanes_float a) { return __builtin_elementwise_sqrt(a); }
LANES lanes_float lanes_floor(lanes_float a) { return __builtin_elementwise_floor(a); }

LANES lanes_int lanes_less(lanes_float a, lanes_float b) { return a < b; }
LANES lanes_int lanes_less_equal(lanes_float a, lanes_float b) { return a <= b; }

LANES lanes_int lanes_and(lanes_int a, lanes_int b) { return a & b; }
LANES lanes_int lanes_or(lanes_int a, lanes_int b) { return a | b; }
LANES lanes_int lanes_not(lanes_int a) { return ~a; }
LANES _Bool lanes_any(lanes_int a) { return __builtin_reduce_or(a) != 0; }
LANES lanes_float lanes_select(lanes_int mask, lanes_float a, lanes_float b) {
    return mask ? a : b;
}

LANES lanes_int lanes_truncate(lanes_float a) { return __builtin_convertvector(a, lanes_int); }
LANES lanes_float lanes_convert(lanes_int a) { return __builtin_convertvector(a, lanes_float); }
LANES lanes_bits lanes_as_bits(lanes_int a) { return (lanes_bits)a; }
LANES lanes_int lanes_as_int(lanes_bits a) { return (lanes_int)a; }

LANES lanes_int lanes_add_int(lanes_int a, int b) { return a + b; }
LANES lanes_int lanes_shift_left(lanes_int a, int b) { return a << b; }
LANES lanes_bits lanes_multiply_bits(lanes_bits a, unsigned b) { return a * b; }
LANES lanes_bits lanes_exclusive_or(lanes_bits a, lanes_bits b) { return a ^ b; }
LANES lanes_bits lanes_shift_right(lanes_bits a, unsigned b) { return a >> b; }
LANES lanes_bits lanes_mask_bits(lanes_bits a, unsigned b) { return a & b; }

LANES float lanes_least(lanes_float a) { return __builtin_reduce_min(a); }

#undef LANES

/// Whether this machine runs what the picture kernel was compiled for.
static inline _Bool lanes_machine_is_supported(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
        && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
        && __builtin_cpu_supports("f16c") && __builtin_cpu_supports("lzcnt")
        && __builtin_cpu_supports("movbe");
#else
    return 1;
#endif
}
