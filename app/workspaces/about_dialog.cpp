// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/about_dialog.h"

#include "core/base/version.h"
#include "core/learning/engine.h"
#include "widgets/panels/icons.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace sorby::app {
namespace {

struct AboutDialog {
    Q_DECLARE_TR_FUNCTIONS(AboutDialog)
};

} // namespace

void openAboutDialog(QWidget* parent)
{
    const QString text =
        AboutDialog::tr(
            "<h3>Sorby %1</h3><p>A workbench for annotating, segmenting and measuring micrographs, "
            "named after Henry Clifton Sorby, who founded metallography.</p><p>With Qt %2 and "
            "LibTorch %3. Free software under the GNU General Public License, version 3 or "
            "later.</p>")
            .arg(QLatin1String(kVersion), QLatin1String(qVersion()),
                 QLatin1String(learning::libtorchVersion()));
    auto* box = new QMessageBox(QMessageBox::NoIcon, AboutDialog::tr("About Sorby"), text, QMessageBox::Close,
                                parent);
    box->setObjectName(QStringLiteral("aboutDialog"));
    box->setIconPixmap(panels::icon(panels::Symbol::Application).pixmap(64, 64));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace sorby::app
