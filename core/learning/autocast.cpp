// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/autocast.h"

#include <ATen/autocast_mode.h>

namespace sorby::learning {

Autocast::Autocast(c10::DeviceType device, bool on, c10::ScalarType type)
    : m_device(device),
      m_before(at::autocast::is_autocast_enabled(device)),
      m_typeBefore(at::autocast::get_autocast_dtype(device))
{
    at::autocast::set_autocast_enabled(device, on);
    at::autocast::set_autocast_dtype(device, type);
    at::autocast::increment_nesting();
}

Autocast::~Autocast()
{
    if (at::autocast::decrement_nesting() == 0) {
        at::autocast::clear_cache();
    }
    at::autocast::set_autocast_enabled(m_device, m_before);
    at::autocast::set_autocast_dtype(m_device, m_typeBefore);
}

bool Autocast::isOn(c10::DeviceType device)
{
    return at::autocast::is_autocast_enabled(device);
}

c10::ScalarType Autocast::typeOf(c10::DeviceType device)
{
    return at::autocast::get_autocast_dtype(device);
}

} // namespace sorby::learning
