// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/instance_norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/native_batch_norm.h>
#include <ATen/ops/native_batch_norm_backward.h>
#include <torch/csrc/autograd/custom_function.h>

namespace sorby::learning {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class InstanceNorm : public torch::autograd::Function<InstanceNorm> {
  public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& maps, const at::Tensor& scale,
                              const at::Tensor& shift, double epsilon)
    {
        auto result = at::empty_like(maps);
        std::vector<at::Tensor> means;
        std::vector<at::Tensor> deviations;
        variable_list saved{maps, scale};
        for (std::int64_t i = 0; i < maps.size(0); ++i) {
            auto [normalised, mean, deviation] =
                at::native_batch_norm(maps.narrow(0, i, 1), scale, shift, {}, {}, true, 0, epsilon);
            result.narrow(0, i, 1).copy_(normalised);
            saved.push_back(mean);
            saved.push_back(deviation);
        }
        context->save_for_backward(saved);
        context->saved_data["epsilon"] = epsilon;
        return result;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const auto saved = context->get_saved_variables();
        const auto& maps = saved[0];
        const auto& scale = saved[1];
        const double epsilon = context->saved_data["epsilon"].toDouble();
        // The kernel goes through both in the order of the maps.
        const auto gradient = gradients[0].contiguous(maps.suggest_memory_format());
        auto ofMaps = at::empty_like(maps);
        at::Tensor ofScale;
        at::Tensor ofShift;
        for (std::int64_t i = 0; i < maps.size(0); ++i) {
            const auto place = static_cast<std::size_t>(2 + 2 * i);
            auto [ofMap, ofOneScale, ofOneShift] = at::native_batch_norm_backward(
                gradient.narrow(0, i, 1), maps.narrow(0, i, 1), scale, {}, {}, saved[place], saved[place + 1],
                true, epsilon, {true, true, true});
            ofMaps.narrow(0, i, 1).copy_(ofMap);
            ofScale = ofScale.defined() ? ofScale + ofOneScale : ofOneScale;
            ofShift = ofShift.defined() ? ofShift + ofOneShift : ofOneShift;
        }
        return {ofMaps, ofScale, ofShift, at::Tensor()};
    }
};

} // namespace

at::Tensor instanceNorm(const at::Tensor& maps, const at::Tensor& scale, const at::Tensor& shift,
                        double epsilon)
{
    // One pixel has no deviation, which batch normalisation refuses.
    const bool isOnePixel = maps.size(2) * maps.size(3) == 1;
    if (!maps.is_cpu() || isOnePixel || maps.is_contiguous()) {
        return at::group_norm(maps, maps.size(1), scale, shift, epsilon);
    }
    return InstanceNorm::apply(maps, scale, shift, epsilon);
}

} // namespace sorby::learning
